/**
 * With which Node runs the server and the bridges, beside its own.
 *
 * Half of the young generation, in MiB: what a visit leaves behind is small and short-lived. As Node has it (16) the server
 * holds some 40 MB more; with 8 and 4 a visit costs the same.
 *
 * The old generation, in MiB: a million members need some 45. V8 gathers the more waste before it looks, the more it may
 * have: with this the server of a million holds 190 MB rather than 250.
 *
 * Source: https://nodejs.org/api/cli.html#--max-semi-space-sizesize-in-mib
 * Source: https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib
 */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=8', '--max-old-space-size=1024'];
