using Microsoft.Extensions.Configuration;

namespace Purchases.Tests;

internal static class Settings
{
    public static IConfiguration Of(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(setting => KeyValuePair.Create(setting.Name.Replace("__", ":", StringComparison.Ordinal), setting.Value)))
            .Build();

    /// <summary>The settings that select these functions.</summary>
    public static (string Name, string Value)[] Functions(params IEnumerable<string> names) =>
        [.. names.Select((name, i) => ($"AzureFunctionsJobHost__functions__{i}", name))];
}
