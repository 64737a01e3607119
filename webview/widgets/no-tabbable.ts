/**
 * Stands for the package `tabbable` in the page's bundle: the base of the widget toolkit has a dialog and a toolbar that need it,
 * which no page of ours registers, and which cannot be left out by themselves.
 */
function isNeeded(): never {
  throw new Error('The page registers neither the dialog nor the toolbar of the widget toolkit.');
}

export { isNeeded as isFocusable, isNeeded as isTabbable };
