// Package query is the cluster query language of Amazon ECS, in which the expression of a memberOf placement constraint
// is written (AWS page cluster-query-language): it parses an expression, prints it, and says whether a container
// instance satisfies it.
//
//	or      = and { ("or" | "||") and }
//	and     = unary { ("and" | "&&") unary }
//	unary   = ("not" | "!") unary | "(" or ")" | simple
//	simple  = subject operator [ argument ]
//	subject = agentConnected | agentVersion | attribute:NAME | ec2InstanceId | registeredAt | runningTasksCount | task:group
//
// The page gives the words and some examples, but no grammar. Assumed, for want of a source:
//
//   - "not" binds tighter than "and", and that tighter than "or", as everywhere.
//   - A simple expression has no parentheses, says the page; a quoted argument may contain them.
//   - An argument stands bare, or in single or double quotes, in which no character is special. Bare, it is made of letters
//     and digits and the punctuation -_.:/\@+*, which are those of attribute values and a few more. A bare regular
//     expression goes on to the next space, parenthesis, quote, && or ||.
//   - Keywords are case-sensitive, and a list has at least one entry.
//   - Attributes are text and are ordered as text. task:group has no order. A date without a zone is in UTC.
//   - "task:group != NAME" is the opposite of "task:group == NAME": no task of that group is there. The other negative
//     operators of task:group likewise.
//
// An instance without an attribute fulfils nothing that is said of it but !exists, not even != (observed:
// aws/containers-roadmap issue 486, and the "attribute:drain !exists or attribute:drain != true" that people write).
// Here an unknown agent version, or none of an EC2 instance, is like a missing attribute.
//
// The package knows neither instances nor tasks nor constraints, only what a Subject answers.
package query
