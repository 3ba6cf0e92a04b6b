// ok
static_assert(false);
