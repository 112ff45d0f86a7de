import type { MemberId, VisitId } from '../../kernel/ids.ts';

/** The stay that a visit is the bill of. Both days in the hotel's calendar. */
export type Stay = {
	readonly reservation: string;
	readonly room: string;
	readonly arrival: string;
	readonly departure: string;
	/** Of all that was asked for it but its id, so that the same stay under another id is known. */
	readonly askedHash: string;
};

/** A stay as it is kept for ever. */
export type StayFact = Stay & {
	/** 0, and one more for each visit of the same reservation and room that was taken back whole before. */
	readonly take: number;
};

/** What is known of a reservation and room: the visit that stands, and how many were taken back whole. */
export type SameStay = {
	readonly standing: {
		readonly visitId: VisitId;
		readonly memberId: MemberId | null;
		readonly askedHash: string;
	} | null;
	readonly reversed: number;
};

/** In order of precedence. */
export type StayRefusal =
	/** Somebody else has the nights: one earner a room. */
	| { readonly code: 'room_taken'; readonly visitId: VisitId }
	/** The same stay under another id: its answer stands. */
	| { readonly code: 'stay_recorded'; readonly visitId: VisitId }
	/** Another bill for a stay that is booked: what has changed is taken back by line, or all of it before it comes again. */
	| { readonly code: 'stay_changed'; readonly visitId: VisitId };

/** Why a stay is not booked, if another one stands under its reservation and room. */
export function refusalOfStay(
	{ standing }: SameStay,
	memberId: MemberId | null,
	{ askedHash }: Pick<Stay, 'askedHash'>,
): StayRefusal | undefined {
	if (!standing) return undefined;
	const { visitId } = standing;
	if (standing.memberId !== memberId) return { code: 'room_taken', visitId };
	return { code: standing.askedHash === askedHash ? 'stay_recorded' : 'stay_changed', visitId };
}
