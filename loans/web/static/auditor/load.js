"use strict";
// A load that is being read or checked goes on by itself, a second or two at a time; leaving the page only pauses it.
const onward = document.querySelector("form[data-goes-on]");
if (onward) setTimeout(() => onward.requestSubmit(), 300);
