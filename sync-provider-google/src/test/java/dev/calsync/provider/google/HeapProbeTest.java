package dev.calsync.provider.google;
import dev.calsync.provider.google.testing.*;
import org.junit.jupiter.api.Test;
class HeapProbeTest { @Test void x() throws Exception {
  int n = Integer.getInteger("n", 50000);
  try (FakeGoogleCalendar google = FakeGoogleCalendar.start()) {
    FakeUser alice = google.user("alice@example.com"); FakeCalendar team = alice.createCalendar("Team");
    long t=System.nanoTime();
    for (int i=0;i<n;i++) team.put("{\"summary\":\"Weekly meeting number "+i+"\",\"description\":\"Some words about the agenda of meeting "+i+", and who brings the coffee.\",\"location\":\"Room "+i%50+"\",\"start\":{\"dateTime\":\"2026-12-02T10:00:00+01:00\",\"timeZone\":\"Europe/Berlin\"},\"end\":{\"dateTime\":\"2026-12-02T11:00:00+01:00\",\"timeZone\":\"Europe/Berlin\"},\"reminders\":{\"useDefault\":true}}");
    System.out.println("made in "+(System.nanoTime()-t)/1000000);
    for (String mx : System.getProperty("mx","64m").split(",")) {
    Process p = new ProcessBuilder(System.getProperty("java.home")+"/bin/java","-Xmx"+mx,"-XX:+ExitOnOutOfMemoryError","-cp",System.getProperty("java.class.path"),"dev.calsync.provider.google.LittleHeap",google.root().toString(),alice.accessToken(),team.id()).redirectErrorStream(true).start();
    t=System.nanoTime();
    String out=new String(p.getInputStream().readAllBytes()); int rc=p.waitFor();
    System.out.println(mx+" rc="+rc+" ms="+(System.nanoTime()-t)/1000000+" "+out.substring(0,Math.min(out.length(),1500)));
    System.out.println(google.requests().all().stream().map(LoggedRequest::kind).collect(java.util.stream.Collectors.groupingBy(k->k,java.util.stream.Collectors.counting()))); google.requests().reset(); }
  } } }
