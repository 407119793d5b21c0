// Builds are the cost: one class builds while another does. Most classes run their builds once, before their tests.
[assembly: Parallelize(Workers = 2, Scope = ExecutionScope.ClassLevel)]

// What is tested is internal, and so are the tests that name it.
[assembly: DiscoverInternals]
