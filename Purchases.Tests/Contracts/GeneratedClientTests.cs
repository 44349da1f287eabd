using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Contracts;

/// <summary>A C# client that NSwag generates from the description compiles, has typed members, and buys and reads.</summary>
public sealed class GeneratedClientTests : IDisposable
{
    private static readonly Lazy<Task<Assembly>> Generated = new(CompileAsync);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_buys_and_reads_what_was_bought()
    {
        await using var local = await RunningLocal.StartAsync(_folder);
        var client = await ClientAsync(local);

        dynamic buy = client.New("BuyRequest");
        (buy.UserId, buy.ItemId, buy.Quantity) = ("u1", "i99", 3_000_000_000L);
        dynamic accepted = await client.Calls.BuyAsync("order-17", buy);
        dynamic purchase = await client.Calls.GetPurchaseAsync(((Guid)accepted.EventId).ToString(), 30);
        dynamic list = await client.Calls.GetPurchasesAsync("u1", 10, null);

        Assert.Equal(("accepted", "PurchaseCreated", 1), ((string)accepted.Status, (string)purchase.EventType, (int)purchase.EventVersion));
        Assert.Equal(("u1", "i99", 3_000_000_000L), ((string)purchase.UserId, (string)purchase.ItemId, (long)purchase.Quantity));
        Assert.Equal(purchase.Timestamp, Assert.Single(list.Purchases).Timestamp);
        Assert.Null(list.Next);
    }

    [Fact]
    public async Task All_its_members_are_typed()
    {
        var models = (await Generated.Value).GetTypes().Where(type => type.GetProperty("AdditionalProperties") is not null).ToList();
        var untyped = from model in models
                      from property in model.GetProperties()
                      where property.PropertyType == typeof(object)
                      select $"{model.Name}.{property.Name}";

        Assert.Contains(models, model => model.Name == "Purchase");
        Assert.Empty(untyped);
    }

    private static async Task<(dynamic Calls, Func<string, dynamic> New)> ClientAsync(RunningLocal local)
    {
        var assembly = await Generated.Value;
        return (
            Activator.CreateInstance(assembly.GetType("Generated.PurchasesClient")!, local.Client)!,
            name => Activator.CreateInstance(assembly.GetType($"Generated.{name}")!)!);
    }

    private static async Task<Assembly> CompileAsync()
    {
        var compilation = CSharpCompilation.Create(
            "generated-client",
            [CSharpSyntaxTree.ParseText(await CodeAsync())],
            $"{AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")}".Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success,
            string.Join('\n', emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));

        image.Position = 0;
        return new AssemblyLoadContext("generated-client", isCollectible: true).LoadFromStream(image);
    }

    private static async Task<string> CodeAsync()
    {
        var document = await OpenApiDocument.FromJsonAsync(Encoding.UTF8.GetString(await File.ReadAllBytesAsync(
            Path.Combine(Repository.Root, "docs/contracts/openapi.json"))));
        return new CSharpClientGenerator(document, new()
        {
            ClassName = "PurchasesClient",
            UseBaseUrl = false,
            CSharpGeneratorSettings = { Namespace = "Generated", JsonLibrary = CSharpJsonLibrary.SystemTextJson },
        }).GenerateFile();
    }
}
