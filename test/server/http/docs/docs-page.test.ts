import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barriersOf } from '../../../support/barriers.ts';
import { usePage } from '../../../support/own-page.ts';
import { Pos } from '../../../support/pos.ts';

let pos: Pos;
let page: Page;
let url: string;
/** Whatever the page asked for, and whatever it complained of. */
let asked: string[];
let complaints: string[];

beforeEach(async () => {
	pos = await Pos.open();
	// The page sends bills of now.
	pos.hotel.now = new Date().toISOString();
	url = await pos.app.listen({ host: '127.0.0.1', port: 0 });
	asked = [];
	complaints = [];
});
afterEach(() => pos.close());
usePage(
	(opened) => {
		page = opened;
		page.on('request', (request) => asked.push(request.url()));
		page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
		page.on('pageerror', (error) => complaints.push(error.message));
	},
	{ viewport: { width: 1200, height: 900 } },
);

const open = async (hash = ''): Promise<void> => {
	await page.goto(`${url}/api/docs${hash}`);
	await page.getByRole('button', { name: 'Send' }).waitFor();
};
const keyed = (key: string) => page.getByRole('textbox', { name: 'Key' }).fill(key);
const shown = () => page.getByLabel('Headers and body of the answer').innerText();

describe('the page of the API', () => {
	test('sends a call and shows its answer, by the keyboard alone', async () => {
		await open();
		await page.getByRole('textbox', { name: 'Key' }).focus();
		await page.keyboard.type('demo');
		await page.getByRole('link', { name: 'POST /visits', exact: true }).focus();
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name: /^Records one bill/ }).waitFor();
		await page.getByRole('button', { name: 'Send' }).focus();
		await page.keyboard.press('Enter');
		await page.getByText('201 Created').waitFor();
		const text = await shown();
		expect(text).toContain('ratelimit-policy: "calls";q=600;w=60');
		expect(text).toContain('"payableMinor": 5580');
		expect((await pos.hotel.guest('Elena')).standing.balancePoints).toBeGreaterThan(1250);
		expect(complaints).toEqual([]);
	});

	test('lists every call that the document has, and shows of each its form, its answers and itself for a shell', async () => {
		await open();
		const { paths } = (await pos.get('/api/openapi.json', { key: null })).body as {
			paths: Record<string, Record<string, { operationId: string; summary: string }>>;
		};
		const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
		expect(await page.getByRole('navigation').getByRole('link').count()).toBe(operations.length);
		for (const { operationId, summary } of operations) {
			await page.goto(`${url}/api/docs#${operationId}`);
			await page.getByRole('heading', { name: summary, exact: true }).waitFor();
			expect(await page.getByLabel('The same call with curl').innerText()).toContain('$RETORNO_KEY');
			expect(await page.getByText(/^429: rate_limited/).count()).toBe(1);
		}
		expect(complaints).toEqual([]);
	});

	test('shows a refusal in the language that was chosen, and the call for a shell follows what is typed', async () => {
		await open('#findVisits');
		await page.getByRole('combobox', { name: 'Language' }).selectOption('es');
		await page.getByRole('textbox', { name: 'outlet' }).fill('spa');
		expect(await page.getByLabel('The same call with curl').innerText()).toMatch(
			/outlet=spa.*\n.*\n.*Accept-Language: es/,
		);
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText('401 Unauthorized').waitFor();
		expect(await shown()).toContain('"title": "Falta la clave"');
	});

	test('keeps the key in this tab and sends it nowhere but to this server', async () => {
		await open('#lookUpMember');
		await keyed('demo');
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText('200 OK').waitFor();
		expect(await shown()).toContain('"displayName": "Elena Petrova"');
		expect(asked.every((one) => one.startsWith(`${url}/api/`) || one === 'data:,')).toBe(true);
		expect([...asked, page.url()].join()).not.toContain('demo');
		const kept = await page.evaluate(() => [
			JSON.stringify(sessionStorage),
			JSON.stringify(localStorage),
			document.cookie,
		]);
		expect(kept).toEqual(['{"retorno-key":"demo"}', '{}', '']);
		expect(await page.getByLabel('The same call with curl').innerText()).not.toContain('demo');
		await page.reload();
		await page.getByRole('button', { name: 'Send' }).waitFor();
		expect(await page.getByRole('textbox', { name: 'Key' }).inputValue()).toBe('demo');
	});

	test.each(['light', 'dark'] as const)(
		'has no barrier in the %s theme, with an answer and a schema open',
		async (colorScheme) => {
			await page.emulateMedia({ colorScheme });
			await open('#recordVisit');
			await keyed('demo');
			await page.getByRole('button', { name: 'Send' }).click();
			await page.getByText('201 Created').waitFor();
			await page.getByText('Schema of the body').click();
			expect(await barriersOf(page)).toEqual([]);
			const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
			expect(ground).toBe({ light: 'rgb(251, 250, 247)', dark: 'rgb(20, 24, 28)' }[colorScheme]);
		},
	);

	test('may load nothing but itself, and nobody may frame it', async () => {
		for (const path of ['', '/page.css', '/page.js', '/call.js']) {
			const { statusCode, headers } = await pos.app.inject(`/api/docs${path}`);
			expect(statusCode).toBe(200);
			expect(headers['content-security-policy']).toBe(
				"default-src 'none';script-src 'self';style-src 'self';connect-src 'self';img-src data:;base-uri 'none';form-action 'none';frame-ancestors 'none'",
			);
			expect(headers['x-content-type-options']).toBe('nosniff');
		}
	});

	test('shows an answer as text, whatever is in it', async () => {
		await open('#readVisit');
		await keyed('demo');
		await page.route('**/api/v1/visits/*', (route) =>
			route.fulfill({ status: 200, contentType: 'application/json', body: '{"name":"<img src=x onerror=alert(1)>"}' }),
		);
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText('200 OK').waitFor();
		expect(await shown()).toContain('<img src=x onerror=alert(1)>');
		expect(await page.locator('main img').count()).toBe(0);
	});
});
