import { fetch, insert, run, statement, type Loading, type Write } from './statement.ts';

/** A counter as it stands in its hotel. */
export type DeviceRecord = {
	readonly id: string;
	readonly outlet: string;
	readonly terminal: string;
	readonly role: 'till' | 'kiosk';
};

/** RFC 3339, UTC. */
export type StoredDevice = DeviceRecord & {
	/** `null` for one that stands beside the server or was there before this was kept. */
	readonly pairedAt: string | null;
	/** Its key opens nothing from then on. */
	readonly revokedAt: string | null;
};

const findDevice = statement<{ keyHash: string }>()('device.by-key', (db, v) =>
	db.selectFrom('device').select(['id', 'outlet', 'terminal', 'role', 'revoked_at']).where('key_hash', '=', v.keyHash),
);

const findDevices = statement<{ propertyId: string }>()('device.all', (db, v) =>
	db
		.selectFrom('device')
		.select(['id', 'outlet', 'terminal', 'role', 'key_hash', 'paired_at', 'revoked_at'])
		.where('property_id', '=', v.propertyId)
		.orderBy('id'),
);

const removeDeviceById = statement<{ propertyId: string; id: string }>()('device.remove', (db, v) =>
	db.deleteFrom('device').where('property_id', '=', v.propertyId).where('id', '=', v.id),
);

const setRevoked = statement<{ propertyId: string; id: string; at: string }>()('device.revoke', (db, v) =>
	db.updateTable('device').set({ revoked_at: v.at }).where('property_id', '=', v.propertyId).where('id', '=', v.id),
);

/** Whose key it is; nobody's where it was taken away. Found by its hash, so a nearly right key takes no longer. */
export function* loadDevice(keyHash: string): Loading<DeviceRecord | null> {
	const [[found]] = yield* fetch(findDevice({ keyHash }));
	if (!found || found.revoked_at !== null) return null;
	const { id, outlet, terminal, role } = found;
	return { id, outlet, terminal, role };
}

/** All counters of a hotel, in the order of their ids. */
export function* loadDevices(propertyId: string): Loading<readonly StoredDevice[]> {
	const [rows] = yield* fetch(findDevices({ propertyId }));
	return rows.map(({ id, outlet, terminal, role, ...times }) => {
		return { ...{ id, outlet, terminal, role }, pairedAt: times.paired_at, revokedAt: times.revoked_at };
	});
}

/** Hashes of the keys that are good now. */
export function* loadGoodKeys(propertyId: string): Loading<ReadonlySet<string>> {
	const [rows] = yield* fetch(findDevices({ propertyId }));
	return new Set(rows.flatMap(({ key_hash: hash, revoked_at: revoked }) => (revoked === null ? [hash] : [])));
}

/** Registers a counter; one that stood under the same id loses its key. @param pairedAt RFC 3339, UTC */
export const setDevice = (
	propertyId: string,
	{ id, outlet, terminal, role }: DeviceRecord,
	keyHash: string,
	pairedAt: string | null = null,
): Write[] => [
	run(removeDeviceById({ propertyId, id })),
	insert('device', [
		{
			...{ id, property_id: propertyId, key_hash: keyHash, outlet, terminal, role },
			...{ paired_at: pairedAt, revoked_at: null },
		},
	]),
];

/** Takes the key of a counter away. @param at RFC 3339, UTC */
export const revokeDevice = (propertyId: string, id: string, at: string): Write =>
	run(setRevoked({ propertyId, id, at }));
