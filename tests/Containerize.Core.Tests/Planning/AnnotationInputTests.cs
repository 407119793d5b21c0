using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Planning;

[TestClass]
internal sealed class AnnotationInputTests
{
    private readonly RecordingBuildLog _log = new();

    [TestMethod]
    [DataRow("", true, true, false)]
    [DataRow("manifest", true, false, false)]
    [DataRow("Index", false, true, false)]
    [DataRow("descriptor", false, false, true)]
    [DataRow("manifest;index descriptor", true, true, true)]
    public void A_level_says_where_an_annotation_stands(string level, bool onManifest, bool onIndex, bool onDescriptor)
    {
        var plan = Plan([new("com.example.a", "v", level)], hasIndex: true).Plan;
        Assert.AreEqual(onManifest, plan.Manifest.ContainsKey("com.example.a"));
        Assert.AreEqual(onIndex, plan.Index.ContainsKey("com.example.a"));
        Assert.AreEqual(onDescriptor, plan.Descriptor.ContainsKey("com.example.a"));
        Assert.IsEmpty(_log.Diagnostics);
    }

    [TestMethod]
    public void The_later_of_two_counts_and_values_are_kept_as_they_are()
    {
        var plan = Plan([new("a", "1", ""), new("a", " x;\n\"y\" ", "manifest")]).Plan;
        Assert.AreEqual(" x;\n\"y\" ", plan.Manifest["a"]);
        Assert.AreEqual("1", plan.Index["a"]);
    }

    [TestMethod]
    public void All_mistakes_are_told_together()
    {
        var errors = Plan([
            new("a b", "", ""),
            new("é", "", ""),
            new("a", "", "layer manifest"),
            new("org.opencontainers.image.url", "x", ""),
        ]).Errors;
        CollectionAssert.AreEqual(new[] { "CTZ1160", "CTZ1160", "CTZ1161" }, errors.Select(error => error.Code).ToArray());
        Assert.Contains("ContainerAnnotation 'a' has Level=\"layer\"", errors[2].Message);
        Assert.Contains("ContainerAnnotation 'org.opencontainers.image.url' is 'x'", _log.Diagnostics.Single().Message);
    }

    [TestMethod]
    [DataRow("index", false, 1)]
    [DataRow("index", true, 0)]
    [DataRow("", false, 0)]
    [DataRow("index descriptor", false, 0)]
    public void An_annotation_without_a_place_is_a_warning(string level, bool hasIndex, int expected)
    {
        Assert.IsEmpty(Plan([new("a", "1", level)], hasIndex).Errors);
        CollectionAssert.AreEqual(Enumerable.Repeat("CTZ1163", expected).ToArray(), _log.Diagnostics.Select(one => one.Code).ToArray());
    }

    [TestMethod]
    public void A_text_that_a_registry_cuts_is_a_warning_and_stays()
    {
        var plan = Plan([new("org.opencontainers.image.description", new('x', 513), "")]);
        Assert.IsEmpty(plan.Errors);
        Assert.AreEqual(513, plan.Plan.Manifest["org.opencontainers.image.description"].Length);
        Assert.StartsWith(
            "CTZ6050: ContainerAnnotation 'org.opencontainers.image.description' has 513",
            _log.Diagnostics.Single().ToString()
        );
    }

    private (AnnotationPlan Plan, ImmutableArray<Diagnostic> Errors) Plan(ImmutableArray<AnnotationInput> items, bool hasIndex = false)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var plan = AnnotationInput.Plan(items, includesLabels: true, hasIndex, errors, _log);
        return (plan, errors.ToImmutable());
    }
}
