// Says on the page that a passkey was not made or read; the library itself only tells the console.

const told = document.getElementById("passkey-failed")

document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  told.hidden = false
})
