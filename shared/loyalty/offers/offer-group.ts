import type { Offer } from '../programme/offers.schema.ts';

/** The group of offers that name none, so that a bill gets one of them. */
const COMMON_GROUP = 'outlet';

/** Offers of one group shut each other out. */
export const groupOf = ({ group }: Pick<Offer, 'group'>): string => group ?? COMMON_GROUP;
