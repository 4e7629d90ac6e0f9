/** What a browser ends up with: an answer, or the address of another one that it was sent to. */
export interface BrowsedPage {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/**
 * A browser without script or pictures: keeps cookies, follows redirects, sends forms. It stops at the
 * address that `until` names and does not ask for it.
 */
export class TestBrowser {
  private cookies: readonly Cookie[] = [];

  constructor(private readonly until: (url: URL) => boolean = () => false) {}

  async open(address: string | URL, form?: Readonly<Record<string, string>>): Promise<BrowsedPage> {
    const url = new URL(address);
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: this.cookiesFor(url) },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of answer.headers.getSetCookie()) this.keep(line);
    const { status, headers } = answer;
    const location = headers.get('location');
    if (status < 300 || status >= 400 || location === null)
      return { url, status, text: await answer.text(), headers };
    const next = new URL(location, url);
    return this.until(next) ? { url: next, status, text: '', headers } : this.open(next);
  }

  /** Sends the form of a page, by the button with this value. */
  press({ url, text }: BrowsedPage, name: string, value: string): Promise<BrowsedPage> {
    const action = /<form[^>]* action="([^"]+)"/.exec(text)?.[1] ?? '';
    const hidden = text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]+)"/g);
    const fields = Object.fromEntries([...hidden].map(([, field = '', is = '']) => [field, is]));
    if (!text.includes(`name="${name}" value="${value}"`))
      throw new Error(`The page has no button ${name}=${value}:\n${text}`);
    return this.open(new URL(action, url), { ...fields, [name]: value });
  }

  private cookiesFor({ pathname }: URL): string {
    return this.cookies
      .filter(({ path }) => pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const path = /; path=([^;]+)/i.exec(line)?.[1] ?? '/';
    const others = this.cookies.filter((one) => one.name !== name || one.path !== path);
    this.cookies = value === '' ? others : [...others, { name, value, path }];
  }
}
