// expect: names the missing piece
static_assert(false, "says something else");
