// Parts of the pages that the server has anyway. Texts, numbers and dates are
// written in one place: there.

export async function readPart(url, selector, signal) {
    const answer = await fetch(url, { headers: { Accept: 'text/html' }, signal });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const part = page.querySelector(selector);
    if (!part) throw new Error('de pagina heeft dit deel niet');
    return document.importNode(part, true);
}

export async function readJson(url, signal) {
    const answer = await fetch(url, { headers: { Accept: 'application/geo+json' }, signal });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return answer.json();
}

// The URL with these parameters set; null takes one away.
export function withParams(url, params) {
    const out = new URL(url, location.href);
    for (const [name, value] of Object.entries(params)) {
        if (value === null) out.searchParams.delete(name);
        else out.searchParams.set(name, value);
    }
    return out.href;
}
