// What a host opens in the place of a browser: node oauth-browser.mjs COOKIE URL. The person in front of it says yes.
import { allow } from './oauth-person.mjs'

const [cookie, url] = process.argv.slice(2)
const answered = await fetch(await allow(url, cookie))
if (!answered.ok) throw new Error(`the host answers ${answered.status}`)
