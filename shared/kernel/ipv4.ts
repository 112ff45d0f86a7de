const BITS = 32;
/** So many of the leading bits are the same in all that is looked at: at most 1,022 addresses. */
const PREFIX_MIN = 22;
/** The ranges that no router passes on. Source: RFC 1918. */
const PRIVATE: readonly (readonly [address: string, prefix: number])[] = [
	['10.0.0.0', 8],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
];

/**
 * The addresses beside a machine's own on a private network, without the first and the last; none on any other. Of a wide
 * network those around the own one.
 *
 * @param cidr the own address and its network: `192.168.1.10/24`
 */
export function addressesBeside(cidr: string): readonly string[] {
	const [own = '', bits = ''] = cidr.split('/');
	const address = numberOf(own);
	if (address === undefined || !/^\d{1,2}$/.test(bits) || !isPrivate(address)) return [];
	const size = 2 ** (BITS - Math.max(PREFIX_MIN, Math.min(BITS, Number(bits))));
	const first = address - (address % size);
	return Array.from({ length: Math.max(0, size - 2) }, (_, index) => first + index + 1)
		.filter((one) => one !== address)
		.map(textOf);
}

const isPrivate = (address: number): boolean =>
	PRIVATE.some(([from, prefix]) => Math.floor((address - numberOf(from)!) / 2 ** (BITS - prefix)) === 0);

function numberOf(text: string): number | undefined {
	const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
	return parts?.every((part) => part <= 255) ? parts.reduce((sum, part) => sum * 256 + part) : undefined;
}

const textOf = (address: number): string =>
	[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
