/**
 * One call as the page sends it and as curl would: `url` with its query, `body` as it was typed and `null` where the call
 * has none.
 *
 * @typedef {{ readonly method: string, readonly url: string, readonly language: string, readonly body: string | null }} PageCall
 */

/**
 * What is filled into an address.
 *
 * @param {string} path
 * @param {readonly { readonly name: string, readonly in: string }[]} parameters
 * @param {Readonly<Record<string, string>>} values by name; an empty one is left out
 */
export function addressOf(path, parameters, values) {
	const query = new URLSearchParams();
	let address = path;
	for (const { name, in: place } of parameters) {
		const value = values[name] ?? '';
		if (place === 'path') address = address.replace(`{${name}}`, encodeURIComponent(value));
		if (place === 'query' && value !== '') query.set(name, value);
	}
	return query.size === 0 ? address : `${address}?${query.toString()}`;
}

/**
 * The same call for a shell. The key stays out of it: whoever copies this into a mail has not sent it along.
 *
 * @param {PageCall} call
 */
export function curlOf({ method, url, language, body }) {
	return [
		`curl -X ${method} ${quoted(url)}`,
		`-H "Authorization: Bearer $RETORNO_KEY"`,
		`-H ${quoted(`Accept-Language: ${language}`)}`,
		...(body === null ? [] : [`-H 'Content-Type: application/json'`, `-d ${quoted(body)}`]),
	].join(' \\\n  ');
}

/**
 * For a shell as POSIX says: nothing between single quotes means anything, and a single quote ends them.
 *
 * @param {string} text
 */
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * An example as it can be sent now: with ids that nobody used, and of this moment.
 *
 * @param {unknown} example
 * @param {() => string} newId
 * @param {Date} now
 * @returns {unknown}
 */
export function madeFresh(example, newId, now) {
	if (Array.isArray(example)) return example.map((one) => madeFresh(one, newId, now));
	if (typeof example !== 'object' || example === null) return example;
	return Object.fromEntries(
		Object.entries(example).map(([name, /** @type {unknown} */ value]) => {
			if (name === 'id' && typeof value === 'string' && value.length === UUID_LENGTH) return [name, newId()];
			if (name === 'occurredAt') return [name, now.toISOString()];
			if (name === 'until') return [name, new Date(now.getTime() + DAY_MS).toISOString()];
			return [name, madeFresh(value, newId, now)];
		}),
	);
}

const UUID_LENGTH = 36;
const DAY_MS = 86_400_000;
