/**
 * Tests of the page in a real browser. A {@link dev.parley.browser.Person} uses it; a {@link dev.parley.browser.FakeChat}
 * speaks the client protocol to it, so that crashes, lost frames and resets can be had on demand.
 */
package dev.parley.browser;
