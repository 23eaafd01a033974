import { LitElement } from 'lit';

/** A component in the document itself: one style sheet, and labels and searches reach across components. */
export class View extends LitElement {
  createRenderRoot() {
    return this;
  }

  /** Tells the page what the reader wants. */
  emit(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
