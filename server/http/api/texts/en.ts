import type { ApiTexts } from './texts.ts';

export const en: ApiTexts = {
	problems: {
		key_missing: {
			title: 'No key',
			detail: 'This call needs a key. Send it as "Authorization: Bearer <key>".',
		},
		key_unknown: { title: 'Unknown key', detail: 'The hotel does not know this key. Ask it for a new one.' },
		key_expired: {
			title: 'Replaced key',
			detail: 'This key was replaced and its time is over. Use the one that the hotel handed out instead.',
		},
		key_revoked: {
			title: 'Revoked key',
			detail: 'The hotel has taken this key away. Ask it for a new one.',
		},
		scope_missing: {
			title: 'Not allowed',
			detail: 'This key may not make this call. Ask the hotel for a key with the scope that is named here.',
		},
		outlet_forbidden: {
			title: 'Other outlet',
			detail: 'This key does not speak for this outlet. Use the key of the outlet, or correct the outlet.',
		},
		route_unknown: { title: 'No such call', detail: 'There is no call at this address. /api/openapi.json lists them.' },
		method_not_allowed: {
			title: 'Wrong method',
			detail: 'This address takes another method. The header Allow says which.',
		},
		url_invalid: { title: 'Unreadable address', detail: 'The address cannot be read. Check how it is encoded.' },
		query_invalid: {
			title: 'Invalid query',
			detail: 'The query does not have the form that is asked for. Each fault is listed with its place.',
		},
		media_type_unsupported: {
			title: 'Not JSON',
			detail: 'The body has to be JSON. Send "Content-Type: application/json".',
		},
		body_too_large: {
			title: 'Body too large',
			detail: 'The body is larger than this call takes. Send fewer bills in one call.',
		},
		body_not_json: { title: 'Not JSON', detail: 'The body cannot be read as JSON.' },
		body_invalid: {
			title: 'Invalid body',
			detail: 'The body does not have the form that is asked for. Each fault is listed with its place.',
		},
		id_missing: {
			title: 'No id',
			detail: 'A visit needs a UUID of yours, as "id" or as Idempotency-Key, so that a retry is not booked twice.',
		},
		id_invalid: { title: 'Not a UUID', detail: 'Idempotency-Key has to be a UUID.' },
		id_conflict: {
			title: 'Two ids',
			detail: 'Idempotency-Key and "id" differ. Send the same in both, or only one of them.',
		},
		id_reused: {
			title: 'Id used before',
			detail: 'Another request was booked under this id. Send the first request again as it was, or make a new id.',
		},
		check_duplicate: {
			title: 'Check is recorded',
			detail: 'This check is recorded already. The visit that stands is named here; use another part for a split bill.',
		},
		room_taken: {
			title: 'Room is taken',
			detail:
				'Another member has this room of the reservation. One guest earns for a room; the visit that stands is named here.',
		},
		stay_changed: {
			title: 'Stay has changed',
			detail:
				'This stay is booked with another bill. Take the lines back that have changed, or the whole visit that is named here, and send it again.',
		},
		card_payment: {
			title: 'Payment card',
			detail: 'This looks like a payment card. It was not kept. Read the card of the programme.',
		},
		card_foreign: { title: 'Not our card', detail: 'This is not a card of the programme. Read the member card.' },
		card_unknown: { title: 'Unknown card', detail: 'No member has this card. Check the number, or enrol the guest.' },
		card_blocked: {
			title: 'Blocked card',
			detail: 'This card is blocked. Record the visit without it, and send the guest to the lobby.',
		},
		business_date_implausible: {
			title: 'Business date too far off',
			detail: 'The business date is more than a day from the time of the visit. Check the clock of the POS.',
		},
		outlet_unknown: { title: 'Unknown outlet', detail: 'The hotel has no outlet with this code.' },
		cashier_unknown: {
			title: 'Unknown cashier',
			detail: 'The hotel does not know this cashier. Add the cashier to its staff first.',
		},
		member_not_found: { title: 'No such member', detail: 'There is no member here. Look the guest up again.' },
		entry_not_found: {
			title: 'Unknown entry',
			detail: 'There is no entry with this id. Take it from a statement, and encode it in the address.',
		},
		visit_not_found: {
			title: 'No such visit',
			detail: 'No visit is recorded under this id. A request whose outcome is unknown can be sent again as it was.',
		},
		time_in_future: { title: 'In the future', detail: 'The visit lies in the future. Check the clock of the POS.' },
		club_unknown: {
			title: 'Unknown club',
			detail: 'The programme in force has no club with this code. Correct it; nothing was changed.',
		},
		programme_missing: {
			title: 'No programme',
			detail: 'No programme was in force on this business date. Check the date.',
		},
		currency_mismatch: { title: 'Other currency', detail: 'The programme counts in another currency, named here.' },
		bill_empty: { title: 'Empty bill', detail: 'The bill has no line.' },
		line_duplicate: { title: 'Line id used twice', detail: 'Two lines of the bill have the same id.' },
		amount_invalid: {
			title: 'Impossible amount',
			detail: 'A line has an amount, tax or quantity that cannot be. Check the line that is named here.',
		},
		night_date_invalid: {
			title: 'No such night',
			detail:
				'A line has the date of a night, and is none, or the night is later than the bill or more than 366 days before. Check the line that is named here.',
		},
		tax_missing: {
			title: 'Tax missing',
			detail:
				'The programme counts points without tax, and a line does not say its tax. Send taxMinor with every line.',
		},
		total_too_large: { title: 'Bill too large', detail: 'The bill is larger than any bill can be. Check its amounts.' },
		points_invalid: { title: 'Impossible points', detail: 'The points that should pay cannot be. Check the tenders.' },
		member_required: {
			title: 'No member',
			detail: 'Points can pay only with a member. Send the card or the member id.',
		},
		insufficient_points: {
			title: 'Not enough points',
			detail: 'The member has fewer points than should pay. Take the missing part by other means.',
		},
		points_over_bill: {
			title: 'More points than the bill',
			detail: 'The points are worth more than the bill. Use at most the number that is named here.',
		},
		points_not_accepted: {
			title: 'Points do not pay here',
			detail: 'The programme takes no points at this outlet or of this tier. Take the money by other means.',
		},
		points_under_minimum: {
			title: 'Too few points',
			detail:
				'Points pay only from the number that is named here on, in the account or on one bill. Use that many, or none.',
		},
		points_off_step: {
			title: 'Points between two steps',
			detail: 'Points pay only in steps of the number that is named here. Use a multiple of it.',
		},
		claim_refused: {
			title: 'Claim refused',
			detail:
				'The guest asks for something that this bill does not get; the reason is named here. Nothing is booked: leave the claim out or change the bill.',
		},
		hold_not_found: {
			title: 'Unknown hold',
			detail:
				'No points of this member are held under this id, or not any more. Send the visit without it, or hold points again.',
		},
		hold_closed: {
			title: 'Hold has ended',
			detail:
				'The points of this hold were taken, given back or have run out of time; its state is named here. Nothing is booked: leave the hold out.',
		},
		hold_until_invalid: {
			title: 'Impossible end',
			detail: 'A hold ends after it begins, and at the latest at the time that is named here.',
		},
		offer_unknown: {
			title: 'No such offer',
			detail: 'The programme of today has no offer with this id. Check the id.',
		},
		offer_not_sold: {
			title: 'Not for sale',
			detail: 'This offer cannot be had beforehand: it has no price in points, or its coupons come in another way.',
		},
		offer_not_here: {
			title: 'Not here or not now',
			detail: 'The offer does not hold at this outlet, for this tier or at this time; which of them is named here.',
		},
		offer_limit_reached: {
			title: 'Given as often as it may be',
			detail: 'The limit that is named here is reached. Nothing is booked.',
		},
		coupon_not_found: { title: 'No such coupon', detail: 'No coupon was issued under this id.' },
		coupon_expired: {
			title: 'Coupon has expired',
			detail: 'The last day of this coupon, named here, is over. It cannot be called off any more.',
		},
		coupon_used: {
			title: 'Coupon is used',
			detail: 'A bill has taken this coupon or a part of it. Take that bill back first.',
		},
		voucher_unknown: { title: 'Unknown voucher', detail: 'No voucher has this code. Check the code.' },
		voucher_foreign: {
			title: 'Voucher of another guest',
			detail: 'This voucher belongs to another member. Only that guest can use it.',
		},
		voucher_cancelled: {
			title: 'Voucher was called off',
			detail: 'This voucher was called off. Record the bill without it.',
		},
		voucher_expired: {
			title: 'Voucher has expired',
			detail: 'The last day of this voucher, named here, is over. Record the bill without it.',
		},
		voucher_used: {
			title: 'Voucher is used up',
			detail: 'Nothing is left on this voucher. Record the bill without it.',
		},
		tenders_mismatch: {
			title: 'Tenders do not fit',
			detail: 'The tenders do not come to what is to pay. Nothing is booked: correct them and send the visit again.',
		},
		quote_changed: {
			title: 'Another quote',
			detail: 'The bill comes to something else than was shown. Show the new quote and confirm again.',
		},
		card_taken: {
			title: 'Card in use',
			detail: 'A member has this card already. Take another card, or look the guest up with it.',
		},
		cursor_stale: {
			title: 'Other books',
			detail: 'The hotel\'s books were restored since, and this place is not in them. Begin again without "after".',
		},
		approver_forbidden: {
			title: 'May not approve',
			detail: 'Whoever approved this is not a supervisor of the hotel.',
		},
		time_before_visit: {
			title: 'Before the visit',
			detail: 'A visit cannot be taken back before it was. Check the clock of the POS.',
		},
		visit_reversed: {
			title: 'Taken back already',
			detail: 'Nothing of this visit stands any more.',
		},
		lines_empty: {
			title: 'No line',
			detail: 'Name the lines that come back, or leave "lines" out to take back all that stands.',
		},
		line_unknown: {
			title: 'Unknown line',
			detail: 'The visit has no line with the id that is named here.',
		},
		return_exceeds_rest: {
			title: 'More than is left',
			detail: 'Less of this line stands than should come back. Take back at most what is named here.',
		},
		note_missing: { title: 'No reason', detail: 'A rejection needs a note that says why.' },
		note_personal: {
			title: 'Note names a person',
			detail:
				'The note has an address or a long number in it. It is kept for ever: write what happened, not who it was.',
		},
		request_not_found: {
			title: 'No such request',
			detail: 'Nothing waits under this id, or it is of another kind. Look at the list of requests.',
		},
		request_decided: {
			title: 'Decided already',
			detail: 'Somebody has decided this request; what they said is named here.',
		},
		approval_missing: {
			title: 'Approval missing',
			detail: 'This needs the yes of a supervisor or manager. Name them in "approvedBy".',
		},
		approver_asked: { title: 'Same person', detail: 'Whoever asked cannot approve it. A second person has to.' },
		limit_exceeded: {
			title: 'Above the limit',
			detail: 'Whoever approves may not give or take so many points; their limit is named here. Ask somebody who may.',
		},
		batch_faulty: {
			title: 'Faulty rows',
			detail:
				'Some rows cannot be booked, so nothing was kept. They are named in the preview: correct them and send the batch again.',
		},
		batch_not_applied: {
			title: 'Not booked',
			detail:
				'This batch waits, was rejected, or is being booked. Only a batch whose rows have all had their turn can come back.',
		},
		batch_reversed: { title: 'Batch taken back', detail: 'This batch was taken back before.' },
		member_same: { title: 'Same guest', detail: "The bill is this guest's already." },
		bill_not_movable: {
			title: 'Bill cannot move',
			detail:
				'The bill used points, a coupon or a reward of its guest, or belongs to a stay. Take it back and record it anew for the other guest.',
		},
		rate_limited: {
			title: 'Too many calls',
			detail:
				'More calls came than are let through in a minute. Wait as long as Retry-After says, then send the same request again.',
		},
		internal: {
			title: 'A fault of ours',
			detail: 'The hotel could not answer. Send the same request again; the incident is in its log.',
		},
	},
	faults: {
		missing: () => 'Is missing.',
		unknown_field: () => 'Is not a known field.',
		wrong_type: (type) => `Has to be of the type ${type}.`,
		not_whole: () => 'Has to be a whole number.',
		too_large: (limit) => `Can be ${limit} at most.`,
		too_small: (limit) => `Has to be ${limit} at least.`,
		too_long: (limit) => `Can have a length of ${limit} at most.`,
		too_short: (limit) => `Has to have a length of ${limit} at least.`,
		wrong_form: () => 'Does not have the form that is asked for.',
		not_one_of: (words) => `Has to be one of: ${words}.`,
		not_together: (fields) => `Only one of these can be given: ${fields}.`,
		only_together: (fields) => `These go together: ${fields}.`,
		date_order: (field) => `Lies before ${field}.`,
		outside_stay: () => 'Lies outside the stay.',
		stay_too_long: (nights) => `A stay has at most ${nights} nights.`,
		repeated: () => 'Is there twice.',
		misplaced: (field) => `Belongs into ${field}.`,
		span_invalid: (days) => `Not after the last day, and not more than ${days} days before it.`,
	},
};
