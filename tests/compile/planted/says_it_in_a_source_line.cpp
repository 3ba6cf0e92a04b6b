// expect: quoted in the source
int x = "quoted in the source";
