template "a" {
  subject = "It costs ${{ account.id }}" # want TD003 "$${{" @38
  body    = "text"
}
