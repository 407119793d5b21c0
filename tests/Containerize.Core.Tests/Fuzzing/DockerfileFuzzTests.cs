using System.Text;
using Containerize.Dockerfiles;

namespace Containerize.Core.Tests.Fuzzing;

/// <summary>Fragments: text that a person wrote.</summary>
[TestClass]
internal sealed class DockerfileFuzzTests
{
    private const string Fragment =
        "# why\nRUN --mount=type=secret,id=a,from=b <<-EOF \\\n  <<'X'\n\tEOF\nX\nCOPY --from=web --link a b/\nENV "
        + "A=\"x\\\"\" B=c\nHEALTHCHECK --interval=3s CMD [\"a\"]\nFROM --platform=linux/amd64 image:1@sha256:0 AS "
        + "web\nONBUILD RUN ls\nSHELL [\"a\"]\n";

    [TestMethod]
    public Task Fragments() =>
        Fuzz.RunAsync(
            30_000,
            seed: 1,
            random => Mutation.Of(random, Encoding.UTF8.GetBytes(Fragment)),
            bytes =>
            {
                foreach (var statement in DockerfileParser.Parse(Encoding.UTF8.GetString(bytes)))
                {
                    _ = statement.Sources.ToArray();
                    _ = statement.Needs.ToArray();
                    _ = statement.StageName;
                }
            }
        );
}
