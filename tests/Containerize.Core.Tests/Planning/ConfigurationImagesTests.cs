using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Planning;

/// <summary>Files of environments become images of their own.</summary>
[TestClass]
internal sealed class ConfigurationImagesTests
{
    [TestMethod]
    public void Each_environment_has_its_files_in_order_and_a_repository()
    {
        var (images, errors) = Plan(
            [new("staging", "", "config/staging/**"), new("Production", "", "p/**"), new("eu/test", "team/settings", "t/**")],
            ("staging", "/c/staging", "b.json"),
            ("staging", "/c/staging", "a/z.json"),
            ("Production", "/c/p", "x"),
            ("eu/test", "/c/t", "x")
        );

        Assert.IsEmpty(errors);
        Assert.AreSequenceEqual(
            ["team/shop-config-staging", "team/shop-config-production", "team/settings"],
            images.Select(image => image.Repository.ToString())
        );
        Assert.AreSequenceEqual(["config-staging", "config-production", "config-eu-test"], images.Select(image => image.Label));
        Assert.AreSequenceEqual(["a/z.json", "b.json"], images[0].Files.Select(file => file.Name));
    }

    [TestMethod]
    public void Items_of_one_environment_are_one_image_and_a_file_counts_once()
    {
        var (images, errors) = Plan(
            [new("staging", "", "a/**"), new("staging", "settings", "b/**")],
            ("staging", "/a", "one"),
            ("staging", "/b", "two"),
            ("staging", "/a", "one")
        );

        Assert.IsEmpty(errors);
        Assert.AreEqual("settings", images.Single().Repository.ToString());
        Assert.AreSequenceEqual(["one", "two"], images.Single().Files.Select(file => file.Name));
    }

    [TestMethod]
    public void The_letter_case_of_an_environment_makes_no_other_image()
    {
        var (images, errors) = Plan([new("prod", "", "a"), new("PROD", "", "b")], ("prod", "/a", "one"), ("prod", "/b", "two"));

        Assert.IsEmpty(errors);
        Assert.AreSequenceEqual(["one", "two"], images.Single().Files.Select(file => file.Name));
    }

    [TestMethod]
    public void Every_mistake_is_told()
    {
        var (images, errors) = Plan(
            [
                new("---", "", "x/**"),
                new("empty", "", "config/empty/**"),
                new("twice", "", "a*/x"),
                new("one", "same", "x"),
                new("two", "same", "x"),
                new("own", "team/shop", "x"),
            ],
            ("---", "/c", "x"),
            ("twice", "/a1", "x"),
            ("twice", "/a2", "x"),
            ("one", "/c", "x"),
            ("two", "/c", "x"),
            ("own", "/c", "x")
        );

        Assert.AreSequenceEqual(["one", "two", "own"], images.Select(image => image.Environment));
        Assert.AreSequenceEqual(["CTZ1190", "CTZ1191", "CTZ1192", "CTZ1193", "CTZ1193"], errors.Select(error => error.Code));
        Assert.Contains("'empty' finds no file with Files=\"config/empty/**\"", errors[1].Message);
        Assert.Contains("'/a1/x' and '/a2/x', which would both be '/x'", errors[2].Message);
        Assert.Contains("'one', 'two' goes to the repository 'same'", errors[3].Message);
        Assert.Contains("'team/shop', which is the application's", errors[4].Message);
    }

    [TestMethod]
    public void Its_image_has_the_applications_exact_tag_labels_and_date_and_nothing_of_the_base()
    {
        var exact = TestNames.Fixed("1.2.3");
        var application = new ImagePlan
        {
            Base = BaseImageReference.TryParse("localhost/base:1.0", "/")!,
            Platform = Platform.FromRuntimeIdentifier("linux-arm64")!,
            PublishDirectory = "/publish",
            AssemblyName = "App",
            EntryFile = "App.dll",
            WorkingDirectory = "/app",
            Command = new LaunchCommand { AppCommand = ["dotnet", "/app/App.dll"] },
            Created = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
            Name = TestNames.Tagged("team/shop", exact, TestNames.Forward("1.2", 2, "1.2.3"), TestNames.Free("latest")),
            Labels = ImmutableSortedDictionary<string, string>
                .Empty.Add("a", "b")
                .Add(LabelKeys.BaseName, "base")
                .Add(LabelKeys.BaseDigest, "digest"),
            LabelsBaseDigest = true,
            User = "1654",
        };
        var image = Plan([new("staging", "", "x")], ("staging", "/c", "x")).Images.Single();

        var plan = application.Configuration(image);

        Assert.AreEqual("team/shop-config-staging", plan.Name.Repository.ToString());
        Assert.AreSequenceEqual([exact], plan.Name.Tags);
        Assert.AreSequenceEqual(["a"], plan.Labels.Keys);
        Assert.IsFalse(plan.LabelsBaseDigest);
        Assert.AreEqual(application.Created, plan.Created);
        Assert.AreEqual(application.Platform, plan.Platform);
        Assert.IsInstanceOfType<BaseImageReference.Scratch>(plan.Base);
        Assert.IsNull(plan.User);
        Assert.AreEqual(new LayerContent("config-staging", "/", image.Files), plan.OnlyLayer);
    }

    [TestMethod]
    [DataRow("/out/app.tar.gz", "/out/app-config-staging.tar.gz")]
    [DataRow("/out/app-1.2.3.tar", "/out/app-1.2.3-config-staging.tar")]
    [DataRow("/o.ut/app", "/o.ut/app")]
    [DataRow("/out/", "/out/")]
    public void Beside_an_archive(string path, string expected)
    {
        Assert.AreEqual(new Destination.Archive(expected), new Destination.Archive(path).Beside("config-staging"));
        Assert.AreEqual(new Destination.OciArchive(expected), new Destination.OciArchive(path).Beside("config-staging"));
    }

    [TestMethod]
    public void A_name_that_deletes_others_is_refused_in_a_configuration_image_too() =>
        Assert.AreEqual("CTZ5054", Plan([new("staging", "", "c/**")], ("staging", "/c", "sub/.wh.app.json")).Errors.Single().Code);

    [TestMethod]
    public void A_configuration_image_takes_nothing_from_outside_of_the_project_through_a_link()
    {
        using var directory = new TemporaryDirectory();
        var outside = directory.Write("outside/secret.json", "");
        directory.Write("app/shared/a.json", "");
        Directory.CreateDirectory(directory.PathOf("app/config"));
        File.CreateSymbolicLink(directory.PathOf("app/config/a.json"), "../shared/a.json");
        File.CreateSymbolicLink(directory.PathOf("app/config/b.json"), outside);
        Directory.CreateSymbolicLink(directory.PathOf("app/linked"), directory.PathOf("outside"));

        FolderLinks.RequireAllWithin(directory.PathOf("app/config/a.json"), directory.PathOf("app"));
        FolderLinks.RequireAllWithin(outside, directory.PathOf("app"));
        foreach (var path in new[] { "app/config/b.json", "app/linked/secret.json" })
        {
            var error = Assert.ThrowsExactly<ContainerizeException>(() =>
                FolderLinks.RequireAllWithin(directory.PathOf(path), directory.PathOf("app"))
            );
            Assert.AreEqual("CTZ5051", error.Diagnostics.Single().Code);
        }
    }

    [TestMethod]
    public void Beside_other_destinations()
    {
        Destination layout = new Destination.Layout("/out/container/");
        Assert.AreEqual(new Destination.Layout("/out/container-config-staging"), layout.Beside("config-staging"));
        Assert.AreEqual(new Destination.Engine("", new("/x-a")), new Destination.Engine("", new("/x")).Beside("a"));
        Assert.AreEqual(TestNames.Destination("r"), TestNames.Destination("r").Beside("a"));
    }

    private static (ImmutableArray<ConfigurationImage> Images, List<Diagnostic> Errors) Plan(
        ConfigurationImageInput[] inputs,
        params (string Environment, string Directory, string Name)[] files
    )
    {
        var errors = new List<Diagnostic>();
        var found = files.ToLookup(
            file => file.Environment,
            file => new LayerFile(file.Directory, file.Name, 1),
            StringComparer.OrdinalIgnoreCase
        );
        return (ConfigurationImageInput.Plan(RepositoryName.Parse("team/shop"), inputs, found, errors), errors);
    }
}
