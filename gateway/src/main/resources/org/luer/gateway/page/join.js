// Fills in the code that stands behind the # of an invitation's link, and takes it out of the address bar.
const field = document.getElementById("invitation");
if (field && location.hash.length > 1) {
  field.value = location.hash.substring(1);
  history.replaceState(null, "", location.pathname);
}
