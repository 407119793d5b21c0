using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class DestinationInputTests
{
    private static readonly string Project = Path.GetFullPath("/project");
    private static readonly Destination.Layout Layout = new(Path.Combine(Project, "bin", "layout"));

    private static DestinationInput Nothing => new() { ProjectDirectory = Project, LayoutPath = "bin/layout" };

    [TestMethod]
    public void Nothing_set_is_the_layout() => AssertPlan(Nothing, Layout);

    [TestMethod]
    public void An_engine_is_asked_first_where_that_is_wanted() =>
        AssertPlan(Nothing with { PrefersEngine = true }, new Destination.Engine("", Layout));

    [TestMethod]
    [DataRow("Docker")]
    [DataRow("Podman")]
    public void A_named_engine_must_answer(string name)
    {
        AssertPlan(Nothing with { LocalRegistry = name }, new Destination.Engine(name, Fallback: null));
        AssertPlan(Nothing with { LocalRegistry = name, PrefersEngine = true }, new Destination.Engine(name, Fallback: null));
    }

    [TestMethod]
    public void A_registry_is_all_where_it_is_set()
    {
        AssertPlan(Nothing with { Registry = "https://GHCR.io/", PrefersEngine = true }, TestNames.Destination("GHCR.io"));
        AssertPlan(Nothing with { Registry = "localhost:5000", LocalRegistry = "Docker" }, TestNames.Destination("localhost:5000"));
    }

    [TestMethod]
    public void An_archive_keeps_the_separator_that_says_folder()
    {
        AssertPlan(Nothing with { ArchiveOutputPath = "out/app.tar.gz" }, new Destination.Archive(Path.Combine(Project, "out/app.tar.gz")));
        AssertPlan(
            Nothing with
            {
                ArchiveOutputPath = "out/",
                PrefersEngine = true,
            },
            new Destination.Archive(Path.Combine(Project, "out/"))
        );
        AssertPlan(Nothing with { ArchiveOutputPath = "/out/app.tar" }, new Destination.Archive("/out/app.tar"));
    }

    [TestMethod]
    public void Archive_and_registry_are_both_served_the_archive_first() =>
        AssertPlan(
            Nothing with
            {
                ArchiveOutputPath = "app.tar",
                Registry = "ghcr.io",
            },
            new Destination.Archive(Path.Combine(Project, "app.tar")),
            TestNames.Destination("ghcr.io")
        );

    [TestMethod]
    public void Several_registries_are_each_served_once() =>
        AssertPlan(
            Nothing with
            {
                Registry = "ghcr.io",
                Registries = "localhost:5000 GHCR.io;https://quay.io",
            },
            TestNames.Destination("ghcr.io"),
            TestNames.Destination("localhost:5000"),
            TestNames.Destination("quay.io")
        );

    [TestMethod]
    public void An_OCI_archive_is_a_place_of_its_own() =>
        AssertPlan(
            Nothing with
            {
                OciArchivePath = "app.oci.tar",
                ArchiveOutputPath = "app.tar",
                PrefersEngine = true,
            },
            new Destination.Archive(Path.Combine(Project, "app.tar")),
            new Destination.OciArchive(Path.Combine(Project, "app.oci.tar"))
        );

    [TestMethod]
    [DataRow("app.tar", "app.tar")]
    [DataRow("./out//app.tar", "out/../out/app.tar")]
    public void Two_archives_want_two_files(string one, string other)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        (Nothing with { OciArchivePath = one, ArchiveOutputPath = other }).Plan(errors);
        Assert.AreEqual("CTZ1062", errors.Single().Code);
        AssertPlan(
            Nothing with
            {
                OciArchivePath = "out/",
                ArchiveOutputPath = "out/",
            },
            new Destination.Archive(Path.Combine(Project, "out/")),
            new Destination.OciArchive(Path.Combine(Project, "out/"))
        );
    }

    [TestMethod]
    public void Destinations_that_are_named_are_all_there_are()
    {
        var input = Nothing with { Registry = "ghcr.io", ArchiveOutputPath = "app.tar", LocalRegistry = "Podman" };
        AssertPlan(
            input with
            {
                Destinations = "engine, registry",
            },
            TestNames.Destination("ghcr.io"),
            new Destination.Engine("Podman", Fallback: null)
        );
        AssertPlan(input with { Destinations = "layout" }, Layout);
        AssertPlan(Nothing with { Destinations = "engine" }, new Destination.Engine("", Fallback: null));
    }

    [TestMethod]
    public void A_destination_that_is_named_must_be_known_and_set()
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        (Nothing with { Destinations = "registry docker archive", Registries = "" }).Plan(errors);
        CollectionAssert.AreEquivalent(new[] { "CTZ1061", "CTZ1060", "CTZ1061" }, errors.Select(error => error.Code).ToArray());
        Assert.Contains(error => error.Message.Contains("ContainerArchiveOutputPath", StringComparison.Ordinal), errors);
        Assert.Contains(error => error.Message.Contains("'docker'", StringComparison.Ordinal), errors);
    }

    [TestMethod]
    public void Mistakes_are_reported_together()
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        (Nothing with { Registry = "ghcr.io/owner", Registries = "quay.io x:y:z", LocalRegistry = "docker" }).Plan(errors);
        CollectionAssert.AreEqual(new[] { "CTZ1006", "CTZ1006", "CTZ1014" }, errors.Select(error => error.Code).ToArray());
        Assert.Contains("ContainerRegistry 'ghcr.io/owner'", errors[0].Message);
        Assert.Contains("ContainerRegistries 'x:y:z'", errors[1].Message);
        Assert.Contains("LocalRegistry 'docker'", errors[2].Message);
    }

    private static void AssertPlan(DestinationInput input, params Destination[] expected)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        CollectionAssert.AreEqual(expected, input.Plan(errors).ToArray());
        Assert.IsEmpty(errors);
    }
}
