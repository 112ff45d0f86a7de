import type { CardPattern } from '../card/card.ts';

/** What the code of any test slip looks like. No bank's number begins so. */
export const SLIP_CODE = { medium: 'code', prefix: '00', length: 12, check: 'none' } as const satisfies CardPattern;
