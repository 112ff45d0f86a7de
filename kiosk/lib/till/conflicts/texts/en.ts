import type { Text } from '../../../i18n/text.ts';

/** The texts every other language is measured by: its keys are the keys. */
export const en = {
	'conflict.unbooked': 'Paid, and not booked',
	'conflict.debt': 'Paid with points that were gone',
	'conflict.number': 'Slip {number}',
	'conflict.check': 'check {number}',
	'conflict.nobody': 'no guest',
	'conflict.unknown': 'a guest unknown here',
	'conflict.why': 'Why, and what to do',
	'conflict.why-then': '{why} {then}',
	'conflict.why-check_duplicate': 'Another visit stands for this check.',
	'conflict.why-cashier_unknown': 'The server does not know the cashier any more.',
	'conflict.why-outlet_unknown': 'The server does not know this outlet any more.',
	'conflict.why-member_not_found': 'The server does not know the guest any more.',
	'conflict.why-time_in_future': 'The clock of this till was ahead.',
	'conflict.why-other': 'The server refused it: {code}.',
	'conflict.do-unbooked':
		'The money stands. Give the number of the slip to the office, which books it or puts it away.',
	'conflict.why-debt': {
		one: 'It is booked. The guest owes {count}\u00a0point; the next visits pay it back.',
		other: 'It is booked. The guest owes {count}\u00a0points; the next visits pay them back.',
	},
	'conflict.do-debt': 'Tell the guest when they come again.',
	'conflict.list': 'To look at',
	'conflict.back': 'Back',
	'conflict.pin': 'Supervisor’s PIN',
	'conflict.signs': 'has looked at it',
	'conflict.forbidden': 'This PIN may not. Ask a supervisor.',
	'conflict.not-saved': 'This till cannot save. Call the manager.',
} as const satisfies Readonly<Record<string, Text>>;
