import type { Localised } from '#shared/kernel/language.ts';
import type { Format } from '../i18n/format.ts';
import type { Translate } from '../i18n/staff-texts.ts';

/** Texts, numbers and the hotel's names, in one language. */
export type Wording = { readonly t: Translate; readonly format: Format; readonly name: (names: Localised) => string };
