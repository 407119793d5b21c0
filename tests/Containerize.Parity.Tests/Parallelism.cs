// All facts are seen in one run, which is the cost.
[assembly: Parallelize(Workers = 2, Scope = ExecutionScope.ClassLevel)]
