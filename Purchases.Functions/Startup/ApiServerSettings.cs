using Microsoft.Extensions.Configuration;
using Purchases.Core.Http;

namespace Purchases.Functions.Startup;

/// <summary>API_SERVER_URL and API_SERVER_KEY: the api server of GetAllBoughtItems.</summary>
/// <param name="Url">Absolute, http or https, ending in a slash so that its path is kept.</param>
/// <param name="Key">The api server's function key; null if it requires none.</param>
public sealed record ApiServerSettings(Uri Url, string? Key)
{
    /// <summary>Whether there is an api server; without one the list is read from the store.</summary>
    public static bool IsSet(IConfiguration configuration) => !string.IsNullOrEmpty(configuration["API_SERVER_URL"]);

    /// <returns>Null if API_SERVER_URL isn't set.</returns>
    /// <exception cref="SettingsException">A setting is malformed.</exception>
    public static ApiServerSettings? Read(IConfiguration configuration)
    {
        if (!IsSet(configuration)) return null;

        var url = configuration["API_SERVER_URL"]!;
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || (uri.Scheme != "http" && uri.Scheme != "https"))
            throw new SettingsException("API_SERVER_URL must be an absolute http or https URL, such as http://localhost:8000.");

        var key = configuration["API_SERVER_KEY"];
        if (string.IsNullOrEmpty(key)) key = null;
        if (key is not null && key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new SettingsException("API_SERVER_KEY must be visible ASCII characters without spaces.");

        return new(uri, key);
    }

    public ApiServer Connect(TimeProvider time)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect isn't a 200, and following it would send the key to another server.
            AllowAutoRedirect = false,
            UseCookies = false,

            // Renewed connections find a new address of the api server.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        return new(new HttpClient(handler) { BaseAddress = Url, Timeout = Timeout.InfiniteTimeSpan }, Key, time);
    }
}
