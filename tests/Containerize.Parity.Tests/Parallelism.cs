// All facts are seen in one run, which is the cost.
[assembly: Parallelize(Workers = 2, Scope = ExecutionScope.ClassLevel)]

// What is tested is internal, and so are the tests that name it.
[assembly: DiscoverInternals]
