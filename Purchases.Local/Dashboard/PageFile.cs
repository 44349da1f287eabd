using Microsoft.AspNetCore.Http;

namespace Purchases.Local.Dashboard;

/// <summary>A file of the page, from the assembly itself.</summary>
internal static class PageFile
{
    // The browser itself keeps the page from running or fetching anything that isn't this program's, whatever a purchase may contain.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private const string Folder = "page/";

    /// <summary>All of them.</summary>
    public static IEnumerable<string> Names => typeof(PageFile).Assembly.GetManifestResourceNames()
        .Where(resource => resource.StartsWith(Folder, StringComparison.Ordinal)).Select(resource => resource[Folder.Length..]);

    public static RequestDelegate Of(string name)
    {
        var content = Read(name);
        var contentType = ContentType(name);
        return context =>
        {
            var headers = context.Response.Headers;
            headers.ContentType = contentType;
            headers.ContentLength = content.Length;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";

            // Port 7071 is that of every function project on the machine: a page that the browser kept would show up in another one.
            headers.CacheControl = "no-store";
            return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
        };
    }

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };

    private static byte[] Read(string name)
    {
        using var resource = typeof(PageFile).Assembly.GetManifestResourceStream(Folder + name)!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }
}
