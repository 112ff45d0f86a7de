import type { MemberId } from '#shared/kernel/ids.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import { composeBalanceSlip } from '#shared/receipt/balance-slip.ts';
import type { Receipt } from '#shared/receipt/receipt.ts';
import { composeReversalSlip } from '#shared/receipt/reversal-slip.ts';
import { composeVisitSlip, type SlipGuest } from '#shared/receipt/visit-slip.ts';
import type { Guests } from './guests.ts';
import type { SlipOrder } from '../printing/spool.ts';

/** The slip with the guest's name as it is now; `undefined` while the house or the guest is not known. */
export async function composeSlip(
	order: SlipOrder,
	guests: Pick<Guests, 'find'>,
	house: CounterSetup | null,
): Promise<Receipt | undefined> {
	if (!house) return undefined;
	switch (order.kind) {
		case 'visit':
			return composeVisit(order, guests, house);
		case 'reversal':
			return composeReversal(order, guests, house);
		case 'balance':
			return composeBalance(order, guests, house);
	}
}

async function composeVisit(
	{ answer, copy }: Extract<SlipOrder, { kind: 'visit' }>,
	guests: Pick<Guests, 'find'>,
	house: CounterSetup,
): Promise<Receipt | undefined> {
	const guest = await guestOf(answer.memberId, guests);
	if (guest === undefined) return undefined;
	const slip = composeVisitSlip({ answer, copy, guest, house: slipHouseOf(house) });
	return copy === 0 && answer.payableMinor > answer.pointsPaidMinor ? withDrawer(slip) : slip;
}

async function composeReversal(
	{ answer, copy }: Extract<SlipOrder, { kind: 'reversal' }>,
	guests: Pick<Guests, 'find'>,
	house: CounterSetup,
): Promise<Receipt | undefined> {
	const guest = await guestOf(answer.memberId, guests);
	if (guest === undefined) return undefined;
	const slip = composeReversalSlip({ answer, copy, guest, house: slipHouseOf(house) });
	return copy === 0 && answer.payableMinor > answer.pointsPaidMinor ? withDrawer(slip) : slip;
}

/** Opened before the slip is printed: the cashier has the money in hand. */
const withDrawer = (slip: Receipt): Receipt => ({ ...slip, lines: [{ kind: 'drawer' }, ...slip.lines] });

/** `null` for nobody; `undefined` while it is not known who it is. */
async function guestOf(memberId: MemberId | null, guests: Pick<Guests, 'find'>): Promise<SlipGuest | null | undefined> {
	if (memberId === null) return null;
	const guest = await guests.find(memberId);
	return (
		guest && {
			givenName: guest.givenName,
			tierCode: guest.standing.tier,
			cardEnding: guest.cardEnding ?? '',
			language: guest.language,
		}
	);
}

const slipHouseOf = ({ property, outlet, currency, programme }: CounterSetup) => ({
	propertyName: property.name,
	language: property.language,
	outlet,
	timeZone: property.timeZone,
	currency,
	programme,
});

async function composeBalance(
	{ memberId, at }: Extract<SlipOrder, { kind: 'balance' }>,
	guests: Pick<Guests, 'find'>,
	{ property, currency, programme }: CounterSetup,
): Promise<Receipt | undefined> {
	const member = await guests.find(memberId);
	if (!member) return undefined;
	const house = { propertyName: property.name, timeZone: property.timeZone, currency, programme };
	return composeBalanceSlip({ member, at, house });
}
