using Microsoft.Extensions.DependencyInjection;
using Purchases.Local.Embedded;
using Purchases.Local.Runtime;

namespace Purchases.Local;

/// <summary>What a person sees at start: the functions with their URLs, as func shows them.</summary>
internal static class StartupScreen
{
    public static void Print(TextWriter output, IServiceProvider services, IEnumerable<string> urls)
    {
        var settings = services.GetRequiredService<HostSettings>();
        var expressions = services.GetRequiredService<SettingExpressions>();
        var baseUrl = urls.First().TrimEnd('/');
        output.WriteLine($"Data: {services.GetRequiredService<DataDirectory>().Path}");
        output.WriteLine($"Page: {baseUrl}/");
        output.WriteLine();
        output.WriteLine("Functions:");
        output.WriteLine();
        foreach (var function in services.GetRequiredService<FunctionCatalog>().Functions)
        {
            output.WriteLine(function.Http is { } http
                ? $"\t{function.Name}: [{string.Join(',', http.Methods ?? []).ToUpperInvariant()}] {baseUrl}{function.Path(settings.RoutePrefix)}"
                : $"\t{function.Name}: kafkaTrigger, topic {expressions.Resolve(function.Kafka!.Topic)}");
        }

        output.WriteLine();
        output.WriteLine("Press Ctrl+C to stop.");
    }
}
