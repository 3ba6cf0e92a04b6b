// expect: the real reason
#define EIGHT_LINES_OF_NOISE \
    x.a;                     \
    x.b;                     \
    x.c;                     \
    x.d
int x;
void f() {
    EIGHT_LINES_OF_NOISE;
    EIGHT_LINES_OF_NOISE;
}
static_assert(false, "the real reason");
