declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Random, so that facts, feed and paper can carry it without naming a person. */
export type MemberId = Branded<'MemberId'>;
/** Made at the screen; the same id means the same visit, for ever. */
export type VisitId = Branded<'VisitId'>;
/** Made where the taking back is asked for; the same id means the same one, for ever. */
export type ReversalId = Branded<'ReversalId'>;
/** Made where the points are held; the same id means the same hold, for ever. */
export type HoldId = Branded<'HoldId'>;
/** Made where the coupon is bought or given; the same id means the same coupon, for ever. */
export type CouponId = Branded<'CouponId'>;
/** Derived from what caused it (`<visit>/earn`), so that posting twice collides instead of doubling. */
export type EntryId = Branded<'EntryId'>;
export type StaffId = Branded<'StaffId'>;
export type OutletCode = string;
export type TierCode = string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower-case UUID text, of any version. */
export const isUuid = (text: string): boolean => UUID.test(text);
