/** What one page is told: whether the counter is its own. */
export type LeaseChange<Page> = { readonly page: Page; readonly has: boolean };

/**
 * Which of a counter's open pages has it. One at a time: a swipe is for one screen, and a bill is typed on one. The first
 * page has it; another takes it over when somebody says so there, or gets it when the first one is closed.
 */
export class Lease<Page> {
	#holder: { readonly page: Page; readonly window: string | null } | null = null;
	#waiting: readonly { readonly page: Page; readonly window: string | null }[] = [];

	get holder(): Page | null {
		return this.#holder?.page ?? null;
	}

	/**
	 * A page is open.
	 *
	 * @param window names the window across its loadings: a page that is loaded again need not ask itself
	 */
	open(page: Page, window: string | null): readonly LeaseChange<Page>[] {
		const isOwn = window !== null && this.#holder?.window === window;
		this.#waiting = [...this.#waiting, { page, window }];
		return this.#holder === null || isOwn ? this.takeOver(page) : [{ page, has: false }];
	}

	takeOver(page: Page): readonly LeaseChange<Page>[] {
		const next = this.#waiting.find((one) => one.page === page);
		if (!next) return [];
		const before = this.#holder;
		this.#holder = next;
		this.#waiting = [...this.#waiting.filter((one) => one !== next), ...(before ? [before] : [])];
		return [...(before ? [{ page: before.page, has: false }] : []), { page, has: true }];
	}

	/** The latest of the others gets it. */
	close(page: Page): readonly LeaseChange<Page>[] {
		this.#waiting = this.#waiting.filter((one) => one.page !== page);
		if (this.#holder?.page !== page) return [];
		this.#holder = null;
		const next = this.#waiting.at(-1);
		return next ? this.takeOver(next.page) : [];
	}
}
