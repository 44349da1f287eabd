using Microsoft.Extensions.Configuration;

namespace Purchases.Tests;

internal static class Settings
{
    public static IConfiguration Of(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(setting => KeyValuePair.Create(setting.Name.Replace("__", ":", StringComparison.Ordinal), setting.Value)))
            .Build();
}
