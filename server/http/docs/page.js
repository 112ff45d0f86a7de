import { addressOf, curlOf, madeFresh } from './call.js';

/**
 * What the page knows of the document that `/api/openapi.json` is.
 *
 * @typedef {{ name: string, in: string, required: boolean, description?: string, example?: string }} Parameter
 * @typedef {Readonly<Record<string, { schema: unknown, example?: unknown }>>} Content
 * @typedef {{
 *   operationId: string,
 *   summary: string,
 *   parameters: readonly Parameter[],
 *   requestBody?: { content: Content },
 *   responses: Readonly<Record<string, { description: string, content: Content }>>,
 * }} Operation
 * @typedef {{ paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }} Document
 * @typedef {{ path: string, method: string, operation: Operation }} Call
 * @typedef {import('./call.js').PageCall} PageCall
 */

const JSON_TYPE = 'application/json';
/** Of the tab alone: it is gone when the tab is. */
const KEPT_KEY = 'retorno-key';
/** Headers of an answer that an integrator looks for. */
const SHOWN_HEADERS = [
	'content-type',
	'content-language',
	'location',
	'idempotency-replayed',
	'retry-after',
	'ratelimit-policy',
	'ratelimit',
];

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const key = /** @type {HTMLInputElement} */ (byId('key'));
const language = /** @type {HTMLSelectElement} */ (byId('language'));
const main = byId('operation');

/**
 * Text goes in as text: whatever an answer holds, nothing of it becomes a part of the page.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Readonly<Record<string, string>>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
function element(name, attributes = {}, ...children) {
	const made = document.createElement(name);
	for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
	made.append(...children);
	return made;
}

/** @param {unknown} value */
const pretty = (value) => JSON.stringify(value, null, '\t');

/** `crypto.randomUUID` is not there on a page that came over plain HTTP from another machine. */
function newId() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** @param {Call} call */
function show({ path, method, operation }) {
	const { parameters, requestBody, responses, summary } = operation;
	const asked = parameters.filter((one) => one.in !== 'header' && one.name !== 'language');
	const inputs = asked.map((parameter) => ({ parameter, ...fieldOf(parameter) }));
	const content = requestBody?.content[JSON_TYPE];
	const body = content && element('textarea', { id: 'body', spellcheck: 'false' });
	if (body) body.value = pretty(madeFresh(content.example ?? {}, newId, new Date()));

	const curl = element('pre', { id: 'curl', tabindex: '0', 'aria-label': 'The same call with curl' });
	const answer = element('div', { id: 'answer', 'aria-live': 'polite' });
	/** @returns {PageCall} */
	const callNow = () => {
		const values = Object.fromEntries(inputs.map(({ parameter, input }) => [parameter.name, input.value]));
		const url = location.origin + addressOf(path, asked, values);
		return { method: method.toUpperCase(), url, language: language.value, body: body ? body.value : null };
	};
	const showCurl = () => {
		curl.textContent = curlOf(callNow());
	};

	const form = element(
		'form',
		{},
		...(inputs.length > 0 ? [element('div', { class: 'fields' }, ...inputs.map(({ label }) => label))] : []),
		...(body ? [element('h3', {}, element('label', { for: 'body' }, 'Body')), body] : []),
		element('button', { type: 'submit' }, 'Send'),
	);
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		void send(callNow(), answer);
	});
	form.addEventListener('input', showCurl);
	language.onchange = showCurl;
	showCurl();

	main.replaceChildren(
		element('h2', { id: 'summary' }, summary),
		element('p', {}, element('span', { class: 'method' }, method.toUpperCase()), ` ${path}`),
		form,
		answer,
		element('h3', {}, 'With curl'),
		curl,
		...(content ? [schemaOf('Schema of the body', content.schema)] : []),
		element('h3', {}, 'Answers'),
		...Object.entries(responses).map(([status, response]) =>
			schemaOf(`${status}: ${response.description}`, Object.values(response.content)[0]?.schema),
		),
	);
}

/** @param {Parameter} parameter */
function fieldOf({ name, required, description, example }) {
	const input = element('input', { name, autocomplete: 'off', ...(required && { required: '' }) });
	input.value = name === 'businessDate' ? new Date().toISOString().slice(0, '2026-11-22'.length) : (example ?? '');
	const label = element('label', {}, required ? name : `${name}, if wanted`, input);
	if (description) label.append(element('span', { class: 'note' }, description));
	return { input, label };
}

/**
 * @param {string} title
 * @param {unknown} schema
 */
const schemaOf = (title, schema) =>
	element(
		'details',
		{},
		element('summary', {}, title),
		element('pre', { tabindex: '0', 'aria-label': title }, pretty(schema)),
	);

/**
 * @param {PageCall} call
 * @param {HTMLElement} answer
 */
async function send({ method, url, language, body }, answer) {
	answer.replaceChildren(element('p', {}, 'Sending …'));
	try {
		const response = await fetch(url, {
			method,
			headers: {
				authorization: `Bearer ${key.value.trim()}`,
				'accept-language': language,
				...(body !== null && { 'content-type': JSON_TYPE }),
			},
			...(body !== null && { body }),
			credentials: 'omit',
		});
		const text = await response.text();
		const headers = SHOWN_HEADERS.flatMap((name) => {
			const value = response.headers.get(name);
			return value === null ? [] : [`${name}: ${value}`];
		});
		answer.replaceChildren(
			element('h3', {}, 'Answer'),
			element('p', { class: 'status', 'data-good': String(response.ok) }, `${response.status} ${response.statusText}`),
			element(
				'pre',
				{ tabindex: '0', 'aria-label': 'Headers and body of the answer' },
				[...headers, '', shown(text)].join('\n'),
			),
		);
	} catch {
		answer.replaceChildren(element('p', { class: 'status', 'data-good': 'false' }, 'The server did not answer.'));
	}
}

/** @param {string} text */
function shown(text) {
	try {
		return pretty(JSON.parse(text));
	} catch {
		return text;
	}
}

/** @param {readonly Call[]} calls */
function choose(calls) {
	const chosen = calls.find(({ operation }) => `#${operation.operationId}` === location.hash) ?? calls[0];
	if (!chosen) return;
	for (const link of document.querySelectorAll('nav a')) {
		link.setAttribute('aria-current', String(link.getAttribute('href') === `#${chosen.operation.operationId}`));
	}
	show(chosen);
}

async function open() {
	key.value = sessionStorage.getItem(KEPT_KEY) ?? '';
	key.addEventListener('input', () => sessionStorage.setItem(KEPT_KEY, key.value.trim()));
	/** @type {unknown} */
	const read = await (await fetch('/api/openapi.json')).json();
	const { paths } = /** @type {Document} */ (read);
	const calls = Object.entries(paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
	);
	byId('operations').append(
		...calls.map(({ path, method, operation }) =>
			element(
				'li',
				{},
				element(
					'a',
					{ href: `#${operation.operationId}`, title: operation.summary },
					element('span', { class: 'method' }, method.toUpperCase()),
					` ${path.replace('/api/v1', '')}`,
				),
			),
		),
	);
	addEventListener('hashchange', () => {
		choose(calls);
		main.focus();
	});
	choose(calls);
}

open().catch(() => main.replaceChildren(element('p', {}, 'The list of calls could not be read. Load the page again.')));
