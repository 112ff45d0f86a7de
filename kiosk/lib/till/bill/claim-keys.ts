// Whoever comes here has the till already. Named here too, it stays in one file with the parts that both draw with: cut in
// two, it costs every first load a kilobyte.
import '../TillScreen.svelte';

export { default as ClaimKeys } from './ClaimKeys.svelte';
export { claimKeysOf } from './claims.ts';
