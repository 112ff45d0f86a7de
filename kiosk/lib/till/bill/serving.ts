// Whoever comes here has the till already. Named here too, it stays in one file with the parts that both draw with: cut in
// two, it costs every first load a kilobyte.
import '../TillScreen.svelte';

/** What a till needs to serve somebody: prices, the guest and the bill. Whoever has not signed in needs none of it. */
export { priceOf, visitOf } from './price.ts';
export { doneSheet, openSheet } from './sheet.ts';
export { default as BillField } from './BillField.svelte';
export { default as GuestField } from '../guest/GuestField.svelte';
