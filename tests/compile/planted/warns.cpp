// ok
[[nodiscard]] int result();
void f() { result(); }
