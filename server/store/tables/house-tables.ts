/** What is configured and not booked. */

export type PropertyTable = { id: string; document: string };

export type ProgrammeTable = {
	property_id: string;
	id: string;
	version: number;
	valid_from: string;
	document: string;
};

export type StaffTable = {
	id: string;
	property_id: string;
	name: string;
	role: string;
	pin_verifier: string | null;
};

/** A counter that may speak to this server. The key itself is only on the counter. */
export type DeviceTable = {
	id: string;
	property_id: string;
	key_hash: string;
	outlet: string;
	terminal: string;
	role: 'till' | 'kiosk';
	paired_at: string | null;
	revoked_at: string | null;
};

/**
 * What somebody has to look at after a counter was away. `body` is the visit as it came, `paid_minor` and `currency` what
 * the guest paid, where it could be read; `owed_points` is of a debt, `code` and `body` are of a visit that was not booked.
 */
export type ConflictTable = {
	visit_id: string;
	kind: 'unbooked' | 'debt';
	property_id: string;
	counter: string;
	member_id: string | null;
	occurred_at: string | null;
	currency: string | null;
	paid_minor: number | null;
	code: string | null;
	owed_points: number | null;
	body: string | null;
	raised_at: string;
	settled_at: string | null;
	settled_as: 'booked' | 'put_away' | null;
	note: string | null;
};

/** What a counter said of itself last; `document` is JSON. */
export type CounterReportTable = { property_id: string; counter: string; heard_at: string; document: string };

/** A system that may call the API. The key itself is only there; `scopes` and `outlets` are JSON, `null` is every outlet. */
export type ApiKeyTable = {
	id: string;
	property_id: string;
	name: string;
	key_hash: string;
	scopes: string;
	outlets: string | null;
	test: number;
	created_at: string | null;
	expires_at: string | null;
	revoked_at: string | null;
};
