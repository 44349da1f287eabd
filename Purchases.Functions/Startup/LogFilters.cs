using Microsoft.Extensions.Logging;

namespace Purchases.Functions.Startup;

internal static class LogFilters
{
    // host.json filters only what has reached the host. These lines would travel there for every single request.
    public static void AddLogFilters(this ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
    }
}
