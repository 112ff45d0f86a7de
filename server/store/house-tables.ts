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
