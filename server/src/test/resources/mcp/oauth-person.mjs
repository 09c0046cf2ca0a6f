// A person at the pages of the authorization server, and what a client must keep. Shared by the OAuth walks.
const unescaped = text => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'").replaceAll('&amp;', '&')

/** Reads what is asked, says yes, and returns where the browser is sent. */
export async function allow(url, cookie) {
    const headers = { cookie: `__Host-triggo=${cookie}` }
    const page = await fetch(url, { headers, redirect: 'manual' })
    const html = await page.text()
    if (page.status !== 200) throw new Error(`the page says ${page.status}: ${html}`)
    const form = html.slice(html.indexOf('action="consent"')).split('</form>')[0]
    const fields = new URLSearchParams()
    for (const [, name, value] of form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g))
        fields.set(name, unescaped(value))
    fields.set('decision', 'allow')
    const decided = await fetch(new URL('consent', url), { method: 'POST', body: fields, headers, redirect: 'manual' })
    return new URL(decided.headers.get('location'))
}

/** What both generations of the client want of whoever keeps their secrets; the person decides at once. */
export function provider({ cookie, redirect, document, refreshes }) {
    const kept = {}
    return {
        kept,
        asked: [],
        redirectUrl: redirect,
        clientMetadataUrl: document,
        clientMetadata: {
            client_name: 'Official client',
            redirect_uris: [redirect],
            grant_types: refreshes ? ['authorization_code', 'refresh_token'] : ['authorization_code'],
            response_types: ['code'],
            token_endpoint_auth_method: 'none'
        },
        state: () => 'a state',
        clientInformation: () => kept.client,
        saveClientInformation: client => { kept.client = client },
        tokens: () => kept.tokens,
        saveTokens: tokens => { kept.tokens = tokens },
        codeVerifier: () => kept.verifier,
        saveCodeVerifier: verifier => { kept.verifier = verifier },
        discoveryState: () => kept.discovery,
        saveDiscoveryState: discovery => { kept.discovery = discovery },
        async redirectToAuthorization(url) {
            this.asked.push(url.searchParams.get('scope'))
            kept.answer = await allow(url, cookie)
        }
    }
}

/** Does it, and once more after the person was asked. */
export async function asking(transport, auth, what) {
    try {
        return await what()
    } catch (fault) {
        if (!auth.kept.answer) throw fault
        await transport().finishAuth(auth.finish(auth.kept.answer))
        auth.kept.answer = null
        return await what()
    }
}
