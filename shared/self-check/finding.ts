/** `warning`: it works, and will not for long or not for everybody. `fault`: something does not work now. */
export type FindingLevel = 'ok' | 'warning' | 'fault';

/** Everything that a check may find, and how much it matters. */
export const FINDING_LEVELS = {
	check_failed: 'fault',

	node_ok: 'ok',
	node_old: 'fault',

	config_ok: 'ok',
	config_missing: 'fault',
	config_unreadable: 'fault',
	config_invalid: 'fault',
	file_exposed: 'warning',

	folder_ok: 'ok',
	folder_missing: 'fault',
	folder_unwritable: 'fault',
	folder_exposed: 'warning',
	folder_nearly_full: 'warning',
	folder_full: 'fault',
	outbox_damaged: 'warning',

	screens_ok: 'ok',
	screens_missing: 'fault',

	bridge_running: 'ok',
	bridge_stopped: 'warning',
	bridge_silent: 'fault',
	pages_ok: 'ok',
	port_free: 'ok',
	port_held: 'fault',
	port_taken: 'fault',
	port_forbidden: 'fault',

	server_ok: 'ok',
	server_refused: 'fault',
	server_name_unknown: 'fault',
	server_silent: 'fault',
	server_unreachable: 'fault',
	server_mute: 'fault',
	server_differs: 'fault',
	device_unknown: 'fault',
	protocol_unsupported: 'fault',
	clock_ok: 'ok',
	clock_ahead: 'fault',
	clock_behind: 'fault',

	readers_none: 'ok',
	reader_ok: 'ok',
	reader_absent: 'fault',
	reader_forbidden: 'fault',
	reader_group: 'fault',
	reader_held: 'fault',
	reader_taken: 'fault',
	reader_alike: 'fault',
	reader_misconfigured: 'fault',
	reader_recovering: 'warning',
	reader_dirty: 'warning',
	reader_unreachable: 'fault',

	printer_none: 'ok',
	printer_ok: 'ok',
	printer_paper_low: 'warning',
	printer_moved: 'warning',
	slips_unkept: 'warning',
	printer_absent: 'fault',
	printer_forbidden: 'fault',
	printer_group: 'fault',
	printer_held: 'fault',
	printer_busy: 'fault',
	printer_stranger: 'fault',
	printer_paper_out: 'fault',
	printer_cover_open: 'fault',
	printer_cutter_stuck: 'fault',
	printer_head_hot: 'warning',
	printer_broken: 'fault',

	books_ok: 'ok',
	books_missing: 'fault',
	books_damaged: 'fault',
	books_older: 'warning',
	books_newer: 'fault',
	database_away: 'fault',
	keys_missing: 'fault',
	house_open: 'ok',
	house_closed: 'warning',
	backup_ok: 'ok',
	backup_old: 'warning',
	backup_none: 'warning',
	certificate_ok: 'ok',
	certificate_none: 'ok',
	certificate_ending: 'warning',
	certificate_over: 'fault',
	certificate_unfit: 'fault',
	clock_before_books: 'fault',
} as const satisfies Record<string, FindingLevel>;

export type FindingCode = keyof typeof FINDING_LEVELS;

/** One thing that a check found. `values`: what its texts name. */
export type Finding = {
	readonly code: FindingCode;
	readonly level: FindingLevel;
	readonly values: Readonly<Record<string, string | number>>;
};

export const finding = (code: FindingCode, values: Finding['values'] = {}): Finding => ({
	code,
	level: FINDING_LEVELS[code],
	values,
});

const ORDER: readonly FindingLevel[] = ['ok', 'warning', 'fault'];

/** How the worst of them stands; `ok` where there is none. */
export const worstOf = (findings: readonly Pick<Finding, 'level'>[]): FindingLevel =>
	ORDER[Math.max(0, ...findings.map(({ level }) => ORDER.indexOf(level)))]!;
