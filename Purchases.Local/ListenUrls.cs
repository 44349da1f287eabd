using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Purchases.Local;

/// <summary>The addresses of --urls, checked before anything listens.</summary>
internal static class ListenUrls
{
    /// <exception cref="StartupException">One isn't an http address, or other machines could reach it and no key is set.</exception>
    public static string[] Check(LocalOptions options, IConfiguration configuration, bool hasKey)
    {
        // Kestrel would listen there too, past the checks below.
        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            throw new StartupException("Kestrel:Endpoints is set. Set the addresses with --urls instead.");

        var urls = options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (urls.Length == 0) throw new StartupException("--urls names no address; the default is http://localhost:7071.");

        foreach (var url in urls)
        {
            var address = Parse(url);
            if (address is { Host: "localhost", Port: 0 })
                throw new StartupException(
                    $"--urls has '{url}', but a free port can only be found for one address. Use http://127.0.0.1:0.");
            if (!hasKey && !options.AllowAnonymous && !Loopback.Is(address.Host))
            {
                throw new StartupException(
                    $"{url} can be reached from other machines, and no key is set. " +
                    "Set FUNCTIONS_KEY, or pass --allow-anonymous if anyone may call.");
            }
        }

        return urls;
    }

    private static BindingAddress Parse(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            if (address.Scheme == "http" && IsKnown(address.Host) && address.PathBase.Length == 0 && !address.IsUnixPipe &&
                address.Port is >= 0 and <= IPEndPoint.MaxPort) return address;
        }
        catch (FormatException)
        {
            // Rejected below, like every other address that can't be used.
        }

        throw new StartupException(
            $"--urls has '{url}', but an address looks like http://localhost:7071 or http://127.0.0.1:7071 (http only, no path).");
    }

    // Kestrel listens on every address for a host that it doesn't know. Hosts are read as Kestrel reads them, so no spelling slips through.
    private static bool IsKnown(string host) => host is "*" or "+" || Loopback.IsLocalhost(host) || IPAddress.TryParse(host, out _);
}

/// <summary>The host names that mean this machine alone. Addresses are read as Kestrel reads them: brackets only around IPv6.</summary>
internal static class Loopback
{
    public static bool Is(string host) => IsLocalhost(host) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    public static bool IsLocalhost(string host) => string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);
}
