using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;
using Purchases.Functions.Startup;
using Purchases.Local.Runtime;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Contracts;

/// <summary>The OpenAPI document as a whole: well-formed, complete, served.</summary>
public sealed class DocumentTests
{
    /// <summary>A route of the code that is more than one path to a caller: the probe has these values, and any other is a 404.</summary>
    private static readonly Dictionary<string, (string Path, string OperationId)[]> Probes = new(StringComparer.Ordinal)
    {
        ["health/{probe?}"] = [("/health", "Health"), ("/health/ready", "HealthReady")],
    };

    [Fact]
    public void It_reads_without_a_complaint_as_OpenAPI_3_1()
    {
        var read = OpenApiDocument.Parse(Repository.Read("docs/contracts/openapi.json"), OpenApiConstants.Json);

        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic!.SpecificationVersion);
        Assert.Empty(read.Diagnostic.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(DescribedApi.Operations.Count, read.Document!.Paths.Values.Sum(path => path.Operations!.Count));
    }

    [Fact]
    public void Its_operations_are_the_functions_with_their_methods_paths_and_keys()
    {
        var functions = new FunctionCatalog(new EnabledFunctions(Settings.Of())).Functions.Where(
            function => function.Http is not null);
        var ofCode = from function in functions
                     let http = function.Http
                     from method in http.Methods!.Except(["head"])
                     from path in Probes.GetValueOrDefault(http.Route!, [($"/{http.Route}", function.Name)])
                     let key = http.AuthLevel == AuthorizationLevel.Anonymous ? "open" : "key"
                     select $"{method.ToUpperInvariant()} {path.Path} {path.OperationId} {key}";
        var described = DescribedApi.Operations.Select(operation => $"{operation} {operation.Id} {(operation.Anonymous ? "open" : "key")}");

        Assert.Equal(ofCode.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_path_parameter_is_described()
    {
        Assert.All(DescribedApi.Operations, operation => Assert.Equal(
            operation.Path.Split('/').Where(segment => segment.StartsWith('{')).Select(segment => segment[1..^1]),
            operation.Parameters.Where(parameter => parameter.GetProperty("in").ValueEquals("path"))
                .Select(parameter => parameter.GetProperty("name").GetString())));
    }

    [Fact]
    public void Its_examples_are_valid()
    {
        var examples = Examples(Schemas.OpenApi).ToList();
        var validator = new SchemaValidator(Schemas.OpenApi, closed: true);

        Assert.True(examples.Count > 30);
        Assert.All(examples, example => Assert.Empty(validator.Faults(example.Schema, example.Value)));
    }

    [Fact]
    public async Task The_descriptions_are_served_unchanged_and_without_a_key()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder, null, ("FUNCTIONS_KEY", "the-key"));

        foreach (var file in new[] { "openapi.json", "asyncapi.json", "purchase-created.v1.schema.json" })
            Assert.Equal(Repository.Read($"docs/contracts/{file}"), await local.Client.GetStringAsync($"/{file}"));
    }

    // A body, parameter or header has its examples next to its schema, a schema within itself. Both are called examples.
    private static IEnumerable<(JsonElement Schema, JsonElement Value)> Examples(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array) return element.EnumerateArray().SelectMany(Examples);
        if (element.ValueKind != JsonValueKind.Object) return [];

        var within = element.EnumerateObject().SelectMany(member => Examples(member.Value));
        if (element.TryGetProperty("examples", out var examples))
        {
            within = within.Concat(examples.ValueKind == JsonValueKind.Array
                ? examples.EnumerateArray().Select(value => (element, value))
                : examples.EnumerateObject().Select(example => (element.GetProperty("schema"), example.Value.GetProperty("value"))));
        }

        return element.TryGetProperty("example", out var single) ? within.Append((element.GetProperty("schema"), single)) : within;
    }
}
