using Microsoft.Extensions.DependencyInjection;
using Purchases.Functions;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;

namespace Purchases.Local;

/// <summary>What is printed at start: the web pages, the data directory, and the functions with their URLs as func prints them.</summary>
internal static class StartupScreen
{
    public static void Print(TextWriter output, IServiceProvider services, IEnumerable<string> urls)
    {
        var settings = services.GetRequiredService<HostSettings>();
        var expressions = services.GetRequiredService<SettingExpressions>();
        var functions = services.GetRequiredService<FunctionCatalog>().Functions;
        var directory = services.GetRequiredService<DataDirectory>();
        var baseUrl = urls.First().TrimEnd('/');
        output.WriteLine($"Dashboard: {baseUrl}/");
        if (functions.Any(function => function.Name == nameof(ApiDescriptions.GetOpenApi)))
            output.WriteLine($"API docs: {baseUrl}{DocsPage.Path}");
        output.WriteLine($"Data: {directory.Path}{(directory.IsNew ? " (new)" : "")}");
        output.WriteLine();
        output.WriteLine("Functions:");
        output.WriteLine();
        foreach (var function in functions)
        {
            var trigger = function.Http is { } http
                ? $"[{string.Join(',', http.Methods ?? []).ToUpperInvariant()}] {baseUrl}{Required(function.Path(settings.RoutePrefix))}"
                : $"kafkaTrigger, topic {expressions.Resolve(function.Kafka!.Topic)}";
            output.WriteLine($"\t{function.Name}: {trigger}");
        }

        output.WriteLine();
        output.WriteLine("Press Ctrl+C to stop.");
    }

    // A path that can be opened: the route without its optional part.
    private static string Required(string path) =>
        path.EndsWith("?}", StringComparison.Ordinal) ? path[..path.LastIndexOf("/{", StringComparison.Ordinal)] : path;
}
